using System.Globalization;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.LocalTargets.Revisions;

namespace Serverless.LocalTargets.Platforms;

/// <summary>
/// Lambda behind a function URL: the package's <c>bootstrap</c> in execution environments, each before a Runtime API of its own.
/// </summary>
/// <param name="limits">How many environments, and how long a request waits for one.</param>
internal sealed class LambdaPlatform(LambdaLimits limits) : IRevisionPlatform
{
    private const int DefaultMemoryMb = 1769;

    public TimeSpan? ReadinessPeriod => null;

    public async Task<IRevisionServer> StartAsync(RevisionDefinition definition, string folder, HostLauncher launch)
    {
        var program = PackageProgram.Require(folder, "bootstrap");
        return await LambdaServer.StartAsync(
            async () =>
            {
                var start = PackageProgram.Start(program, folder);
                foreach (var (name, value) in definition.Environment)
                    start.Environment[name] = value;
                start.Environment["LAMBDA_TASK_ROOT"] = folder;
                start.Environment["AWS_LAMBDA_FUNCTION_NAME"] = "captions";
                start.Environment["AWS_LAMBDA_FUNCTION_VERSION"] = definition.Id;
                start.Environment["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand";
                start.Environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = (definition.MemoryMb ?? DefaultMemoryMb).ToString(
                    CultureInfo.InvariantCulture
                );
                return await FakeLambda.StartAsync(start, launch);
            },
            limits,
            TimeSpan.FromSeconds(definition.TimeoutSeconds)
        );
    }
}

/// <summary>What a function may use.</summary>
/// <param name="MaxEnvironments">Execution environments of one revision, each with one invocation at a time; from 1.</param>
/// <param name="MaxWait">How long a request waits for a free one before 429; Lambda itself does not wait.</param>
internal sealed record LambdaLimits(int MaxEnvironments, TimeSpan MaxWait);
