namespace Serverless.Trainer.Signals;

/// <summary>Words that are judged; each sort has curves of its own.</summary>
internal enum JudgedWords
{
    /// <summary>Somebody gave them.</summary>
    Given,

    /// <summary>A sentence of the captioner.</summary>
    Own,

    /// <summary>Names of what a photograph shows, said where no sentence can be trusted.</summary>
    Names,
}

/// <summary>How sorts of words are called.</summary>
internal static class JudgedWordsNames
{
    /// <summary>As evaluations name it.</summary>
    public static string Name(this JudgedWords words) =>
        words switch
        {
            JudgedWords.Given => "given",
            JudgedWords.Own => "own",
            _ => "names",
        };

    /// <summary>As people read it.</summary>
    public static string Title(this JudgedWords words) =>
        words switch
        {
            JudgedWords.Given => "Given words",
            JudgedWords.Own => "The captioner's sentences",
            _ => "Names of what is seen",
        };
}
