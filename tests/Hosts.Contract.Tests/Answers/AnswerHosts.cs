using System.Collections.Concurrent;

namespace Serverless.Hosts.Contract.Tests.Answers;

/// <summary>Profiles, each started when a case first needs it.</summary>
public sealed class AnswerHosts : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<AnswerProfile>>> _profiles = new(StringComparer.Ordinal);

    internal Task<AnswerProfile> OfAsync(string profile) =>
        _profiles.GetOrAdd(profile, name => new Lazy<Task<AnswerProfile>>(() => AnswerProfile.StartAsync(name))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var profile in _profiles.Values)
            await (await profile.Value).DisposeAsync();
    }
}
