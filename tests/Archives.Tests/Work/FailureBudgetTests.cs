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
                budget.StoreReadFailed("slow");
            for (var j = 0; j < 3; j++)
                budget.StoreWriteFailed("slow");
            for (var j = 0; j < 3; j++)
                budget.ModelFailed("odd");
            budget.StoreReads();
            budget.StoreWrites();
            budget.ModelWorks();
        }

        Assert.Null(budget.Spent);
    }

    [Theory]
    [InlineData("reads", "the store failed 4 times in a row; the last time: away")]
    [InlineData("writes", "the store failed 4 times in a row; the last time: away")]
    [InlineData("model", "the model failed 4 times in a row; the last time: away")]
    public void Without_one_the_budget_is_spent_and_a_success_of_another_part_is_none(string part, string expected)
    {
        var budget = new FailureBudget(3);
        for (var i = 0; i < 4; i++)
        {
            Assert.Null(budget.Spent);
            switch (part)
            {
                case "reads":
                    budget.StoreReadFailed("away");
                    budget.StoreWrites();
                    budget.ModelWorks();
                    break;
                case "writes":
                    budget.StoreWriteFailed("away");
                    budget.StoreReads();
                    budget.ModelWorks();
                    break;
                default:
                    budget.ModelFailed("away");
                    budget.StoreReads();
                    budget.StoreWrites();
                    break;
            }
        }

        Assert.Equal(expected, budget.Spent);
    }
}
