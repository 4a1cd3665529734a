namespace Serverless.Captions;

/// <summary>What to do with a text.</summary>
public enum CaptionVerdict
{
    /// <summary>It can be used as it is.</summary>
    Good,

    /// <summary>A person should review it.</summary>
    Review,

    /// <summary>No text is given; the reasons say why.</summary>
    Refused,
}
