namespace Serverless.Core.AltText;

/// <summary>What an alt text says of people.</summary>
public enum Wording
{
    /// <summary>Nothing of gender, age, ethnicity or disability, which a picture cannot show: "a person", "a child".</summary>
    Neutral,

    /// <summary>What the captioner wrote.</summary>
    AsWritten,
}
