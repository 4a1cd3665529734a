namespace Serverless.Core.Service;

/// <summary>Why a host cannot start, in one line: what an operator reads first, and often all that a platform shows.</summary>
public static class StartError
{
    /// <summary>The exit code of a host whose settings or models are wrong: starting it again changes nothing.</summary>
    public const int ExitCode = 2;

    private const int MostCharacters = 1_000;

    /// <summary>Says it.</summary>
    /// <param name="error">What broke the start; one that no code of ours threw is named by its type.</param>
    public static string Of(Exception error)
    {
        var root = error is TypeInitializationException or AggregateException && error.InnerException is { } inner ? inner : error;
        var text = root is InvalidDataException or IOException ? root.Message : $"{root.GetType().Name}: {root.Message}";
        var line = string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length <= MostCharacters ? line : line[..MostCharacters] + "…";
    }
}
