using Serverless.Archives.Work;

namespace Serverless.Archives.Tests.Work;

public sealed class FailureBudgetTests
{
    [Fact]
    public void Failures_with_a_success_between_are_borne_for_ever()
    {
        var budget = new FailureBudget(3);
        for (var i = 0; i < 100; i++)
        {
            for (var j = 0; j < 3; j++)
                budget.StoreFailed("slow");
            for (var j = 0; j < 3; j++)
                budget.ModelFailed("odd");
            budget.StoreWorks();
            budget.ModelWorks();
        }

        Assert.Null(budget.Spent);
    }

    [Theory]
    [InlineData(true, "the store failed 4 times in a row; the last time: away")]
    [InlineData(false, "the model failed 4 times in a row; the last time: away")]
    public void Without_one_the_budget_is_spent_and_a_success_of_the_other_part_is_none(bool isStore, string expected)
    {
        var budget = new FailureBudget(3);
        for (var i = 0; i < 4; i++)
        {
            Assert.Null(budget.Spent);
            if (isStore)
                budget.StoreFailed("away");
            else
                budget.ModelFailed("away");
            if (isStore)
                budget.ModelWorks();
            else
                budget.StoreWorks();
        }

        Assert.Equal(expected, budget.Spent);
    }
}
