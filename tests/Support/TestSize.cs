namespace Serverless.Testing;

/// <summary>Bulk tests are small in daily use and full in <c>make test-full</c>.</summary>
internal static class TestSize
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("CAPTION_TEST_FULL") == "1";

    public static int Of(int daily, int full) => IsFull ? full : daily;
}
