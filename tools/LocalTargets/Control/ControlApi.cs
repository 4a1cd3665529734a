using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Serverless.Core;
using Serverless.LocalTargets.Revisions;

namespace Serverless.LocalTargets.Control;

/// <summary>The control API: one line a route.</summary>
/// <param name="target">What it changes.</param>
/// <param name="onEnd">Ends the program.</param>
internal sealed class ControlApi(Target target, Action onEnd)
{
    private const int MaxBodyBytes = 1 << 20;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/state", context => WriteAsync(context, 200, View(), ControlJson.Default.TargetView));
        routes.MapPut("/revisions/{id}", PutAsync);
        routes.MapPost("/revisions/{id}/start", StartAsync);
        routes.MapDelete("/revisions/{id}", RemoveAsync);
        routes.MapPut("/traffic", TrafficAsync);
        routes.MapGet("/metrics", MetricsAsync);
        routes.MapDelete("/", EndAsync);
        routes.MapFallback(context =>
            RefuseAsync(context, new Refusal(404, "not_found", "There is no such resource; docs/operations/local-targets.md lists all."))
        );
    }

    /// <summary>Answers with a refusal.</summary>
    public static Task RefuseAsync(HttpContext context, Refusal refusal) =>
        WriteAsync(
            context,
            refusal.Status,
            new RefusalView(refusal.Status, refusal.Code, refusal.Detail),
            ControlJson.Default.RefusalView
        );

    private static async Task<Result<T, Refusal>> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            using var body = new MemoryStream();
            var buffer = new byte[1 << 14];
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is var count and > 0)
            {
                if (body.Length + count > MaxBodyBytes)
                    return new Refusal(413, "body_too_large", $"The body may have {MaxBodyBytes} bytes.");
                body.Write(buffer, 0, count);
            }

            if (JsonSerializer.Deserialize(body.ToArray(), type) is { } read)
                return read;
            return new Refusal(400, "malformed", "The body is null.");
        }
        catch (JsonException error)
        {
            return new Refusal(400, "malformed", $"The body is not what is expected here: {error.Message}");
        }
    }

    private static async Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
    }

    private static string IdOf(HttpContext context) => (string)context.GetRouteValue("id")!;

    private async Task PutAsync(HttpContext context)
    {
        if (!(await ReadAsync(context, ControlJson.Default.PutRevision)).TryGet(out var body, out var wrong))
            await RefuseAsync(context, wrong);
        else if ((await target.PutAsync(IdOf(context), body, context.RequestAborted)).TryGet(out var put, out wrong))
            await WriteAsync(context, put.IsNew ? 202 : 200, View(put.Revision), ControlJson.Default.RevisionView);
        else
            await RefuseAsync(context, wrong);
    }

    private async Task StartAsync(HttpContext context)
    {
        if ((await target.StartAsync(IdOf(context))).TryGet(out var revision, out var wrong))
        {
            var status = revision.State == RevisionState.Ready ? 200 : 202;
            await WriteAsync(context, status, View(revision), ControlJson.Default.RevisionView);
        }
        else
        {
            await RefuseAsync(context, wrong);
        }
    }

    private async Task RemoveAsync(HttpContext context)
    {
        var keep = context.Request.Query["keep"].ToString();
        if (keep is not ("" or "true" or "false"))
            await RefuseAsync(context, new Refusal(400, "malformed", "keep: true and false are allowed."));
        else if ((await target.RemoveAsync(IdOf(context), keep == "true")).TryGet(out var removed, out var wrong))
            await WriteAsync(context, 200, removed, ControlJson.Default.RemovedView);
        else
            await RefuseAsync(context, wrong);
    }

    private async Task TrafficAsync(HttpContext context)
    {
        if (!(await ReadAsync(context, ControlJson.Default.PutTraffic)).TryGet(out var body, out var wrong))
            await RefuseAsync(context, wrong);
        else if ((await target.SetTrafficAsync(body)).TryGet(out _, out wrong))
            await WriteAsync(context, 200, View(), ControlJson.Default.TargetView);
        else
            await RefuseAsync(context, wrong);
    }

    private Task MetricsAsync(HttpContext context)
    {
        var asked = context.Request.Query["since"].ToString();
        var since = DateTimeOffset.MinValue;
        if (asked.Length > 0 && !DateTimeOffset.TryParse(asked, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out since))
            return RefuseAsync(context, new Refusal(400, "malformed", "since: a time such as 2026-11-26T10:00:00Z is needed."));
        var figures = target.Measure(asked.Length > 0 ? since : null);
        return WriteAsync(context, 200, new MetricsView(figures), ControlJson.Default.MetricsView);
    }

    private async Task EndAsync(HttpContext context)
    {
        await target.EndAsync();
        await WriteAsync(context, 200, View(), ControlJson.Default.TargetView);
        await context.Response.CompleteAsync();
        onEnd();
    }

    private TargetView View() =>
        new(
            target.Identity.Name,
            target.Identity.Environment,
            Text(target.Identity.CaptionUrl),
            [.. target.Revisions.Select(View)],
            target.Traffic.Weights,
            target.Traffic.Version
        );

    private RevisionView View(Revision revision) =>
        new(
            revision.Id,
            revision.Definition.Version,
            revision.State,
            revision.Reason,
            target.Traffic.Of(revision.Id),
            revision.Processes.Count > 0 ? revision.Processes[0].Pid : null,
            revision.Definition.Url ?? Text(target.Identity.CaptionUrl),
            revision.Definition.Sha256,
            revision.Definition.SettingsSha256,
            revision.Models,
            revision.InFlight,
            revision.Definition.CreatedAt
        );

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
