using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Api.Access;
using Serverless.Api.Pictures;
using Serverless.Api.Telemetry;
using Serverless.Api.Uploads;
using Serverless.Api.Wire;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Events;
using Serverless.Results.Documents;
using Serverless.Settings;
using Serverless.Settings.Access;
using Serverless.Storage;

namespace Serverless.Api.Endpoints;

/// <summary>
/// The HTTP surface as a function from request to answer, the same on every host. Who asks is found out from the head of a request, before
/// its body is read.
/// </summary>
/// <param name="service">The loaded pipeline.</param>
/// <param name="authenticator">Finds out who asks.</param>
/// <param name="origins">Answers browsers of other origins.</param>
/// <param name="intake">The ways pictures come in besides the body.</param>
/// <param name="background">What happens to stored pictures.</param>
/// <param name="push">Proof that pushed events need; null for that of callers.</param>
/// <param name="eventSettings">Which events.</param>
/// <param name="bodies">Reads bodies.</param>
/// <param name="servesPage">Whether <c>GET /</c> gives the page.</param>
public sealed class RequestHandler(
    CaptionService service,
    IAuthenticator authenticator,
    CrossOrigin origins,
    ImageSources intake,
    EventServices background,
    IAuthenticator? push,
    EventSettings eventSettings,
    BodyIntake bodies,
    bool servesPage
)
{
    private readonly CaptionEndpoint _captions = new(service, intake.Pictures, background.ReviewStore);
    private readonly ReviewEndpoint _reviews = new(background.Reviews, service.TextLimit);
    private readonly UploadEndpoint _uploads = new(intake);
    private readonly EventEndpoint _events = new(background.Dispatcher, eventSettings.Origins, eventSettings.DropsMalformed);

    private const string RetryAfterSeconds = "1";

    /// <summary>Makes one with what the settings say about who may ask; every host does it so.</summary>
    /// <param name="service">The pipeline.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="clock">Paces.</param>
    /// <param name="onKeysFault">Takes why keys could not be read, for the log.</param>
    /// <param name="stores">The stores that addresses name.</param>
    /// <param name="servesPage">Whether <c>GET /</c> gives the page.</param>
    public static RequestHandler Create(
        CaptionService service,
        CaptionSettings settings,
        TimeProvider clock,
        Action<string> onKeysFault,
        BlobStores stores,
        bool servesPage
    )
    {
        var background = EventServices.Create(service, settings, stores, clock);
        return new RequestHandler(
            service,
            Authenticators.Of(settings.Access, clock, onKeysFault),
            new CrossOrigin(settings.Access.AllowedOrigins),
            ImageSources.Create(settings, stores, Routes.UploadStart, clock),
            background,
            settings.Events.Push is { } push ? PushAuthenticator.Of(push, clock, onKeysFault) : null,
            settings.Events,
            new BodyIntake(settings.MaxBodyBytes, new BodyBudget(settings.MaxBodies, settings.MaxBodiesBytes)),
            servesPage
        );
    }

    /// <summary>Takes events that no HTTP request carries; null where none are heeded.</summary>
    public EventDispatcher? Events => background.Dispatcher;

    /// <summary>A path as logs and measurements may have it: "-" where nobody serves it, since it may hold anything.</summary>
    /// <param name="path">The path of a request.</param>
    public static string RouteOf(string path) => Routes.NameOf(path);

    /// <summary>A method as logs and measurements may have it: "_OTHER" for a word of a sender's own.</summary>
    /// <param name="method">The method of a request.</param>
    public static string MethodOf(string method) => RequestTelemetry.MethodOf(method);

    /// <summary>Whether the body of a request is to be streamed to <see cref="TakeAsync"/> instead of read whole.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">Its path.</param>
    public static bool IsStreamed(string method, string path) => method == "PUT" && Routes.IsUpload(path);

    /// <summary>
    /// Answers a request that is in memory. Never throws for what a caller can send; a bug becomes <c>internal</c> and is handed to
    /// <paramref name="onError"/>.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="onError">Takes an unexpected exception and the id of the answer, for the log.</param>
    /// <param name="cancellationToken">The caller went away, or the platform's deadline.</param>
    public Task<WireAnswer> AnswerAsync(WireRequest request, Action<Exception, string> onError, CancellationToken cancellationToken) =>
        AnswerAsync(request, RequestBody.Of(request.Body), onError, cancellationToken);

    /// <summary>
    /// Answers. Never throws for what a caller can send; a bug becomes <c>internal</c> and is handed to <paramref name="onError"/>.
    /// </summary>
    /// <param name="head">The request, its body left out.</param>
    /// <param name="body">Its body, read when it is known who asks and that a body is wanted.</param>
    /// <param name="onError">Takes an unexpected exception and the id of the answer, for the log.</param>
    /// <param name="cancellationToken">The caller went away, or the platform's deadline.</param>
    public Task<WireAnswer> AnswerAsync(
        WireRequest head,
        RequestBody body,
        Action<Exception, string> onError,
        CancellationToken cancellationToken
    ) => AnswerAsync(head, (request, token) => RouteAsync(request, body, onError, token), onError, cancellationToken);

    /// <summary>Answers a request whose body is streamed.</summary>
    /// <param name="request">The request, its body left empty.</param>
    /// <param name="body">The body.</param>
    /// <param name="onError">Takes an unexpected exception and the id of the answer, for the log.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    public Task<WireAnswer> TakeAsync(
        WireRequest request,
        Stream body,
        Action<Exception, string> onError,
        CancellationToken cancellationToken
    ) => AnswerAsync(request, async (asked, token) => Or(await _uploads.TakeAsync(asked, body, token)), onError, cancellationToken);

    private async Task<WireAnswer> AnswerAsync(
        WireRequest request,
        Func<WireRequest, CancellationToken, Task<WireAnswer>> answers,
        Action<Exception, string> onError,
        CancellationToken cancellationToken
    )
    {
        var (route, start) = (Routes.NameOf(request.Path), Stopwatch.GetTimestamp());
        var activity = RequestTelemetry.Start(request, route);
        var answer = await AnswerOrFailAsync(request, answers, onError, cancellationToken);
        RequestTelemetry.End(activity, request, route, answer, Stopwatch.GetElapsedTime(start));
        return answer;
    }

    /// <summary>An answer for a failure found before the request was whole.</summary>
    /// <param name="failure">The failure.</param>
    public WireAnswer Fail(CaptionFailure failure) => Fail(failure, service.NextId());

    private async Task<WireAnswer> AnswerOrFailAsync(
        WireRequest request,
        Func<WireRequest, CancellationToken, Task<WireAnswer>> answers,
        Action<Exception, string> onError,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var answer = await answers(request, cancellationToken);
            return origins.HeadersFor(request).ToList() is { Count: > 0 } more && request.Method != "OPTIONS"
                ? answer with
                {
                    Headers = [.. answer.Headers, .. more],
                }
                : answer;
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var id = service.NextId();
            onError(error, id);
            return Fail(new CaptionFailure(FailureReason.Internal, "Something broke that should not; the id finds it in the log."), id);
        }
    }

    private static WireAnswer Fail(CaptionFailure failure, string id, params IEnumerable<KeyValuePair<string, string>> headers)
    {
        var problem = DocumentWriter.Of(failure, id);
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, DocumentJson.Writer.ProblemDocument);
        if (failure.Reason == FailureReason.Unauthenticated)
            headers = [.. headers, new("WWW-Authenticate", "Bearer")];
        if (failure.Reason is FailureReason.Busy or FailureReason.NotReady)
            headers = [.. headers, new("Retry-After", RetryAfterSeconds)];
        return new WireAnswer(problem.Status, "application/problem+json", body, [.. headers], $"{problem.Code} {id}");
    }

    private static WireAnswer Json<T>(int status, T document, JsonTypeInfo<T> type) =>
        new(status, "application/json", JsonSerializer.SerializeToUtf8Bytes(document, type), []);

    private async Task<WireAnswer> RouteAsync(
        WireRequest request,
        RequestBody body,
        Action<Exception, string> onError,
        CancellationToken cancellationToken
    )
    {
        var method = request.Method == "HEAD" ? "GET" : request.Method;
        var allowed = Routes.MethodOf(request.Path, servesPage);
        if (allowed is null)
            return Fail(
                new CaptionFailure(FailureReason.NotFound, "There is nothing at this path; GET /openapi/v1.json lists what there is.")
            );
        if (method == "OPTIONS")
            return (request.Path == Routes.Events ? _events.Handshake(request) : null) ?? origins.Preflight(request, allowed);
        if (method != allowed)
            return Fail(
                new CaptionFailure(FailureReason.MethodNotAllowed, $"This path takes {allowed}."),
                service.NextId(),
                new KeyValuePair<string, string>("Allow", allowed)
            );
        if (Routes.ScopesOf(request.Path) is { Count: > 0 } scopes)
        {
            var known = await CallerAsync(authenticator, request, scopes, cancellationToken);
            return known.TryGet(out var caller, out var failure)
                ? await AnswerToAsync(caller, request, body, cancellationToken)
                : Fail(failure);
        }

        return request.Path switch
        {
            Routes.Events => await TakeEventAsync(request, body, onError, cancellationToken),
            Routes.OpenApi => StaticAnswers.OpenApi,
            Routes.Page => StaticAnswers.Page,
            _ when Routes.IsUpload(request.Path) => Fail(LocalUploads.Unknown), // a host that listens streams them
            _ => Health(request.Path),
        };
    }

    private async Task<WireAnswer> AnswerToAsync(Caller caller, WireRequest head, RequestBody body, CancellationToken cancellationToken)
    {
        if (head.Path == Routes.Model)
            return Model();
        using var taken = await bodies.TakeAsync(head, body, long.MaxValue, cancellationToken);
        if (!taken.Request.TryGet(out var request, out var failure))
            return Fail(failure);
        return request.Path switch
        {
            Routes.Captions => Or(await _captions.DescribeAsync(request, caller, cancellationToken)),
            Routes.Scores => Or(await _captions.ScoreAsync(request, caller, cancellationToken)),
            Routes.Reviews => Or(await _reviews.TakeAsync(request, caller, cancellationToken)),
            _ => Or(await _uploads.IssueAsync(request, caller, cancellationToken)),
        };
    }

    private async Task<WireAnswer> TakeEventAsync(
        WireRequest head,
        RequestBody body,
        Action<Exception, string> onError,
        CancellationToken cancellationToken
    )
    {
        var known = await CallerAsync(push ?? authenticator, head, [Scopes.Caption], cancellationToken);
        if (!known.TryGet(out _, out var failure))
            return Fail(failure);
        using var taken = await bodies.TakeAsync(head, body, EventReader.MaxBytes, cancellationToken);
        var id = service.NextId();
        var answered = await _events.TakeAsync(taken.Request, error => onError(error, id), cancellationToken);
        if (answered.TryGet(out var answer, out failure))
            return answer;
        var failed = Fail(failure, id);
        return failed with { Note = $"{failed.Note}: {failure.Detail}" }; // the sender is a machine: its operator reads the log alone
    }

    private WireAnswer Or(Result<WireAnswer, CaptionFailure> result) =>
        result.TryGet(out var answer, out var failure) ? answer : Fail(failure);

    /// <summary>Who asks, if they may: one of the scopes is enough.</summary>
    private static async ValueTask<Result<Caller, CaptionFailure>> CallerAsync(
        IAuthenticator proof,
        WireRequest request,
        IReadOnlyList<string> scopes,
        CancellationToken cancellationToken
    )
    {
        var known = await proof.AuthenticateAsync(request, cancellationToken);
        return known.TryGet(out var caller, out _) && !scopes.Any(caller.Scopes.Contains)
            ? new CaptionFailure(FailureReason.Forbidden, $"This caller lacks the scope '{scopes[0]}'.")
            : known;
    }

    private WireAnswer Model() =>
        service.Models is { } models && service.LoadedSince is { } since
            ? Json(
                200,
                new ModelCardDocument(models.Identity.Name, models.Identity.Version, models.Identity.Digest, models.Card.Card, since),
                DocumentJson.Writer.ModelCardDocument
            )
            : Fail(new CaptionFailure(FailureReason.NotReady, "The models are still being loaded."));

    private WireAnswer Health(string path)
    {
        var isFine = path switch
        {
            Routes.Ready => service.IsReady,
            Routes.Started => service.Models is not null,
            _ => true,
        };
        return Json(isFine ? 200 : 503, new HealthDocument(isFine ? "ok" : "unavailable"), DocumentJson.Writer.HealthDocument);
    }
}
