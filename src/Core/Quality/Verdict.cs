namespace Serverless.Core.Quality;

/// <summary>What to do with a text.</summary>
public enum Verdict
{
    /// <summary>Can be used as they are.</summary>
    Good,

    /// <summary>A person should review it.</summary>
    Review,

    /// <summary>Are not given.</summary>
    Refused,
}
