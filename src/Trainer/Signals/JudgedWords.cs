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
