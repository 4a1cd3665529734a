using System.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Core.Service;

namespace Serverless.Api.Hosting;

/// <summary>Loads the models beside the listening server, so that the probes answer meanwhile; drains at shutdown.</summary>
internal sealed partial class ModelLoader(
    CaptionService service,
    IServer server,
    IHostApplicationLifetime lifetime,
    ILogger<ModelLoader> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        lifetime.ApplicationStopping.Register(service.Drain);
        try
        {
            await Task.Run(service.Start, stoppingToken);
            var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses.ToList() ?? [];
            var address = addresses.FirstOrDefault() ?? "";
            var times = service.StartTimes!;
            var elapsed = DateTime.UtcNow - Process.GetCurrentProcess().StartTime.ToUniversalTime();
            var model = service.Models!.Identity;
            Ready(
                logger,
                model.Name,
                model.Version,
                address,
                elapsed.TotalMilliseconds,
                times.Decoder,
                times.Natives,
                times.Models,
                times.What,
                times.FirstAnswer
            );
            foreach (var other in addresses.Skip(1))
                Beside(logger, other);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The process was stopped while the models were still loading.
        }
        catch (Exception error)
        {
            CannotStart(logger, StartError.Of(error));
            Environment.ExitCode = StartError.ExitCode;
            // Stopping a server that is still starting would end it with an exception.
            lifetime.ApplicationStarted.Register(lifetime.StopApplication);
        }
    }

    [LoggerMessage(
        EventId = 2000,
        Level = LogLevel.Information,
        Message = "ready: {Name} {Version} on {Address}, {ElapsedMs:F0} ms after process start "
            + "(pictures by {Decoder}; natives {NativesMs:F0}, models {ModelsMs:F0}, first {What} {FirstCaptionMs:F0})"
    )]
    private static partial void Ready(
        ILogger logger,
        string name,
        string version,
        string address,
        double elapsedMs,
        string decoder,
        double nativesMs,
        double modelsMs,
        string what,
        double firstCaptionMs
    );

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "beside it: {Address}")]
    private static partial void Beside(ILogger logger, string address);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Critical, Message = "cannot start: {Why}")]
    private static partial void CannotStart(ILogger logger, string why);
}
