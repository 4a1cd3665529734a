namespace Serverless.Core.Quality;

/// <summary>What to do with words.</summary>
public enum Verdict
{
    /// <summary>Can be used as they are.</summary>
    Good,

    /// <summary>A person should look.</summary>
    Review,

    /// <summary>Are not given.</summary>
    Refused,
}
