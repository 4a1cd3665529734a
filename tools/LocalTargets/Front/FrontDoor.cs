using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Serverless.LocalTargets.Control;
using Serverless.LocalTargets.Platforms;
using Serverless.LocalTargets.Revisions;

namespace Serverless.LocalTargets.Front;

/// <summary>What callers reach: each request goes to one revision, by weight or by name, and is counted there.</summary>
/// <param name="target">Knows the revisions.</param>
internal sealed class FrontDoor(Target target)
{
    public async Task HandleAsync(HttpContext context)
    {
        var watch = Stopwatch.StartNew();
        var wanted = context.Request.Headers[RevisionHeader.Name] is { Count: > 0 } named ? named.ToString() : null;
        var tried = new List<string>();
        string? chosen = null;
        context.Response.OnStarting(() =>
        {
            if (chosen is not null)
                context.Response.Headers[RevisionHeader.Name] = chosen;
            return Task.CompletedTask;
        });
        while (true)
        {
            if (!target.Enter(wanted, tried).TryGet(out var revision, out var refusal))
            {
                await RefuseAsync(context, refusal);
                return;
            }

            chosen = revision.Id;
            if (await TryForwardAsync(context, revision, watch))
                return;
            tried.Add(revision.Id);
            context.Response.Clear();
            chosen = null;
        }
    }

    /// <returns>Whether the request is answered; else it was not sent at all, and another revision may take it.</returns>
    private static async Task<bool> TryForwardAsync(HttpContext context, Revision revision, Stopwatch watch)
    {
        try
        {
            if (revision.Server is not { } server)
                return false;
            using var answer = new MeteredAnswer(context, revision.Meter, watch);
            if (await server.ForwardAsync(context) == ForwardOutcome.NotConnected)
                return false;
            answer.Count();
            return true;
        }
        finally
        {
            revision.Leave();
        }
    }

    private static Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        if (refusal.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        return ControlApi.RefuseAsync(context, refusal);
    }
}
