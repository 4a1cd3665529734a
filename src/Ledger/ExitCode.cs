namespace Serverless.Ledger;

/// <summary>What the process ends with; the product's own numbers.</summary>
public static class ExitCode
{
    /// <summary>All done.</summary>
    public const int Done = 0;

    /// <summary>A bug or a broken machine.</summary>
    public const int Internal = 1;

    /// <summary>Wrong usage or settings; nothing was done.</summary>
    public const int WrongUsage = 2;

    /// <summary>Done in part; what was not has its line on standard error.</summary>
    public const int Partial = 3;

    /// <summary>A gate said no; what served before serves.</summary>
    public const int Refused = 4;

    /// <summary>Stopped; trying again may help.</summary>
    public const int TryAgain = 5;
}
