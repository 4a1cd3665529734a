using Serverless.Core.Pipeline;
using Serverless.Core.Storage;
using Serverless.Hosting.Access;
using Serverless.Hosting.Events;
using Serverless.Hosting.Reviews;
using Serverless.Hosting.Settings;

namespace Serverless.Hosting.Endpoints;

/// <summary>What happens to pictures that are stored.</summary>
/// <param name="Events">Takes upload events; null where none are heeded.</param>
/// <param name="Keeper">Keeps what reviews need; null for no reviews.</param>
/// <param name="Reviews">Takes reviews; null for none.</param>
/// <param name="Push">Proof that events pushed over HTTP need; null where what callers need is enough.</param>
/// <param name="Origins">Senders whose webhook handshake is answered.</param>
/// <param name="DropsMalformed">Whether an event that cannot be read is acknowledged.</param>
public sealed record Background(
    EventDesk? Events,
    CaptionKeeper? Keeper,
    ReviewDesk? Reviews,
    IAuthenticator? Push,
    IReadOnlyList<string> Origins,
    bool DropsMalformed
)
{
    /// <summary>Makes it as the settings say.</summary>
    /// <param name="service">The pipeline.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="stores">The stores.</param>
    /// <param name="clock">Gives the times.</param>
    /// <param name="onKeysFault">Takes why an issuer's keys could not be read, for the log.</param>
    public static Background Create(
        CaptionService service,
        CaptionSettings settings,
        BlobStores stores,
        TimeProvider clock,
        Action<string> onKeysFault
    )
    {
        var events = settings.Events;
        var keeper =
            events.ReviewsTo is { } folder && stores.Open(folder).TryGet(out var place, out _)
                ? new CaptionKeeper(place, events.KeepsFeatures)
                : null; // opened at the start already
        var desk = EventDesk.Create(service, settings, stores, keeper, clock);
        return new Background(
            desk,
            keeper,
            keeper is null ? null : new ReviewDesk(keeper, desk?.Processor, events.From, CaptionIds.System, clock),
            events.Push is { } push ? PushAuthenticator.Of(push, clock, onKeysFault) : null,
            events.Origins,
            events.DropsMalformed
        );
    }
}
