using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Serverless.Core.Service;

namespace Serverless.Api.Hosting;

/// <summary>Does the upkeep of a host that lives between requests; SIGHUP asks for another model at once.</summary>
internal sealed class UpkeepService(Upkeep upkeep, CaptionService service) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!upkeep.IsNeeded)
            return;
        using var asked = new SemaphoreSlim(0, 1);
        using var signal = OperatingSystem.IsWindows()
            ? null
            : PosixSignalRegistration.Create(
                PosixSignal.SIGHUP,
                hangUp =>
                {
                    hangUp.Cancel = true;
                    if (asked.CurrentCount == 0)
                        asked.Release();
                }
            );
        while (!stoppingToken.IsCancellationRequested)
        {
            var isUrgent = await asked.WaitAsync(Round, stoppingToken);
            if (service.IsReady)
                await upkeep.DoAsync(isUrgent, stoppingToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await upkeep.FinishAsync(cancellationToken);
    }
}
