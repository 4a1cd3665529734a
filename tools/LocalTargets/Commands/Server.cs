using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.LocalTargets.Control;
using Serverless.LocalTargets.Front;
using Serverless.LocalTargets.Packages;
using Serverless.LocalTargets.Platforms;
using Serverless.LocalTargets.Processes;
using Serverless.LocalTargets.Revisions;
using Serverless.LocalTargets.State;

namespace Serverless.LocalTargets.Commands;

/// <summary>One target: control API and front, on loopback, from the first line to the last process.</summary>
internal sealed class Server(ServeOptions options)
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(35);

    public async Task<int> RunAsync()
    {
        var files = new StateFiles(options.StateFolder);
        await using var held = files.TryLock();
        if (held is null)
        {
            await Console.Error.WriteLineAsync($"{files.Folder} is served by another process: {files.AddressPath} says where.");
            return ExitCode.TryAgain;
        }

        var state = files.ReadState();
        if (state is not null && (state.Target, state.Environment) != (options.Target, options.Environment))
            throw new InvalidDataException(
                $"{files.Folder} holds {state.Target} of {state.Environment}, not {options.Target} of {options.Environment}."
            );
        var identity = new TargetIdentity(
            options.Target,
            options.Environment,
            Loopback(PortOf(options.ControlPort, state?.ControlPort)),
            Loopback(PortOf(options.CaptionPort, state?.CaptionPort))
        );
        using var starter = new ProcessStarter();
        using var forwarding = new HttpForwarding();
        var packages = new PackageFolder(Path.Combine(files.Folder, "packages"));
        using var target = new Target(identity, files, TimeProvider.System);
        var logs = Path.Combine(files.Folder, "logs");
        var runner = new RevisionRunner(PlatformOf(forwarding), packages, starter, logs, options.StartTimeout, target.Save);
        await using var app = Build(target);
        await app.StartAsync();
        target.Restore(state, runner);
        target.Save();
        var self = ProcessIdentity.Current;
        files.Write(
            new TargetAddress(
                self.Pid,
                self.StartTime,
                options.Target,
                options.Environment,
                identity.ControlUrl.GetLeftPart(UriPartial.Authority),
                identity.CaptionUrl.GetLeftPart(UriPartial.Authority)
            )
        );
        Console.WriteLine($"{options.Target} of {options.Environment}: control {identity.ControlUrl}, captions {identity.CaptionUrl}");
        await app.WaitForShutdownAsync();
        await target.EndAsync();
        files.RemoveAddress();
        return ExitCode.Done;
    }

    private static Uri Loopback(int port) => new($"http://127.0.0.1:{port}");

    private static int PortOf(int asked, int? before)
    {
        if (asked > 0)
            return asked;
        return before is { } port && Ports.IsFree(port) ? port : HostProcess.FreePort();
    }

    private IRevisionPlatform PlatformOf(HttpForwarding forwarding) =>
        options.Target switch
        {
            "aws" => new LambdaPlatform(new LambdaLimits(options.Concurrency, options.MaxWait)),
            "azure" => new FunctionsPlatform(forwarding),
            "gcp" => new ContainerPlatform(ContainerKind.CloudRun, forwarding, options.ReadinessPeriod),
            "kubernetes" => new ContainerPlatform(ContainerKind.Kubernetes, forwarding, options.ReadinessPeriod),
            "onprem" => new ContainerPlatform(ContainerKind.Systemd, forwarding, options.ReadinessPeriod),
            _ => new UrlPlatform(forwarding, options.ReadinessPeriod),
        };

    private static WebApplication Build(Target target)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"], ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // the hosts' limits are the ones to meet
            foreach (var port in (int[])[target.Identity.ControlUrl.Port, target.Identity.CaptionUrl.Port])
                kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        app.Use((context, next) => LoopbackOnly.Check(context.Request) is { } refusal ? ControlApi.RefuseAsync(context, refusal) : next());
        var front = new FrontDoor(target);
        app.MapWhen(
            context => context.Connection.LocalPort == target.Identity.CaptionUrl.Port,
            captions => captions.Run(front.HandleAsync)
        );
        app.UseRouting();
        new ControlApi(target, app.Lifetime.StopApplication).Map(app);
        return app;
    }
}
