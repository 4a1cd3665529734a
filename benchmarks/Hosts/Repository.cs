using Serverless.Benchmarks;

namespace Serverless.Testing;

/// <summary>Where the checkout is, for what is shared with the tests.</summary>
internal static class Repository
{
    public static string Root => Checkout.Root;
}
