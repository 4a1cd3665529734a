namespace Serverless.Hosts.Aws.Runtime;

/// <summary>The call that this flow of work belongs to, for log lines.</summary>
internal static class CurrentInvocation
{
    private static readonly AsyncLocal<Invocation?> Flowing = new();

    public static Invocation? Value
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }
}
