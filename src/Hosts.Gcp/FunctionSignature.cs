namespace Serverless.Hosts.Gcp;

/// <summary>What a function is deployed as (Functions Framework contract, FUNCTION_SIGNATURE_TYPE).</summary>
internal enum FunctionSignature
{
    /// <summary>Not set: requests and events, distinguished by their headers.</summary>
    Both,

    /// <summary>Requests.</summary>
    Http,

    /// <summary>Events.</summary>
    Event,
}

/// <summary>Reads it.</summary>
internal static class FunctionSignatureReader
{
    public static bool TryRead(string? text, out FunctionSignature signature, out string? error)
    {
        FunctionSignature? read = text switch
        {
            null or "" => FunctionSignature.Both,
            "http" => FunctionSignature.Http,
            "event" or "cloudevent" => FunctionSignature.Event,
            _ => null,
        };
        signature = read ?? FunctionSignature.Both;
        error = read is null ? $"FUNCTION_SIGNATURE_TYPE is '{text}'; allowed: http, event, cloudevent." : null;
        return read is not null;
    }
}
