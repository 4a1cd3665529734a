using System.Reflection;
using Serverless.Ledger;

namespace Serverless.Delivery.Tests;

public sealed class ExitCodeTests
{
    [Fact]
    public void Every_exit_code_is_another_number()
    {
        var codes = typeof(ExitCode)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (int)field.GetRawConstantValue()!);

        Assert.Equal([0, 1, 2, 3, 4, 5], codes.Order());
    }
}
