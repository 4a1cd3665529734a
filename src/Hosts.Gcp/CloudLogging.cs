namespace Serverless.Hosts.Gcp;

/// <summary>Names of fields that Cloud Logging gives a meaning (cloud.google.com/logging/docs/structured-logging).</summary>
internal static class CloudLogging
{
    private static readonly string? Project = Environment.GetEnvironmentVariable("GOOGLE_CLOUD_PROJECT");

    /// <summary>The trace becomes a resource name where the project is known; the rest keeps its name.</summary>
    public static (string Name, object? Value)? FieldOf(string name, object? value)
    {
        if (name != "Trace")
            return (char.ToLowerInvariant(name[0]) + name[1..], value);
        if (value is not string { Length: > 0 } trace)
            return null;
        return ("logging.googleapis.com/trace", Project is { Length: > 0 } ? $"projects/{Project}/traces/{trace}" : trace);
    }
}
