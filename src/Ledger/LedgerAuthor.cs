namespace Serverless.Ledger;

/// <summary>Who writes entries, and when.</summary>
/// <param name="Actor">The user and job of the pipeline, or the user of the machine.</param>
/// <param name="Clock">Gives the times.</param>
/// <param name="NewId">Makes ids that never repeat.</param>
public sealed record LedgerAuthor(string Actor, TimeProvider Clock, Func<string> NewId)
{
    /// <summary>This process.</summary>
    /// <param name="environment">Reads environment variables: GitLab's own names.</param>
    /// <param name="clock">Gives the times.</param>
    public static LedgerAuthor Of(Func<string, string?> environment, TimeProvider clock)
    {
        var user = environment("GITLAB_USER_LOGIN") is { Length: > 0 } login ? login : Environment.UserName;
        var actor = environment("CI_JOB_ID") is { Length: > 0 } job ? $"{user} (job {job})" : user;
        return new LedgerAuthor(actor, clock, () => Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"));
    }
}
