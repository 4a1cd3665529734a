namespace Serverless.LocalTargets;

/// <summary>What the process ends with; the product's own numbers.</summary>
internal static class ExitCode
{
    /// <summary>Stopped in order.</summary>
    public const int Done = 0;

    /// <summary>A bug or a broken machine.</summary>
    public const int Internal = 1;

    /// <summary>Wrong usage; nothing was started.</summary>
    public const int WrongUsage = 2;

    /// <summary>Another process serves the folder; asking that one helps.</summary>
    public const int TryAgain = 5;
}
