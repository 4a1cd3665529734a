using Serverless.Core.Pipeline;

namespace Serverless.Results.Tests;

public sealed class FailureTableTests
{
    [Fact]
    public void Every_reason_has_a_row_with_a_code_of_its_own()
    {
        var rows = Enum.GetValues<FailureReason>().Select(FailureTable.Of).ToList();
        Assert.Equal(rows.Count, rows.Select(row => row.Code).Distinct().Count());
        Assert.All(rows, row => Assert.InRange(row.Status, 400, 504));
    }
}
