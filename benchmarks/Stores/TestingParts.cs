namespace Serverless.Testing;

/// <summary>What a missing part means where nothing is tested.</summary>
internal static partial class Parts
{
    public static void Require(Part part)
    {
        if (part.WhyMissing is { } why)
            throw new InvalidDataException(why + ".");
    }
}
