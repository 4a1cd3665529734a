namespace Serverless.Testing;

internal static partial class Parts
{
    /// <summary>
    /// Skips the running test, naming the part and how to get it, where the part is missing; with CAPTION_TEST_REQUIRE_PARTS=1 it fails.
    /// Only for tests, their helpers and their classes' constructors: thrown while a fixture is made it would fail all tests of the class.
    /// </summary>
    public static void Require(Part part)
    {
        if (part.WhyMissing is not { } why)
            return;
        var isRequired = Environment.GetEnvironmentVariable("CAPTION_TEST_REQUIRE_PARTS") == "1";
        if (isRequired)
            throw new InvalidOperationException($"All parts are required here: {why}.");
        Assert.Skip(why + ".");
    }

    /// <summary>Skips the running test where the machine lacks the right it needs; never a failure: a right cannot be installed.</summary>
    /// <param name="right">A program that ends with 0 only where it has the right.</param>
    public static void RequireRight(Part right) => Assert.SkipWhen(right.WhyMissing is not null, $"{right.WhyMissing}.");
}
