using Serverless.Packages.Contract;

namespace Serverless.Packages.Tests.Contract;

public sealed class CaptionContractTests
{
    [Fact]
    public void What_a_file_does_not_say_has_its_default()
    {
        var read = CaptionContract.Parse("""{ "name": "tiny", "version": "1.0.0", "rollout": { "mode": "canary" } }"""u8.ToArray());
        var contract = read.Value!;
        Assert.Equal(new RolloutPolicy(), contract.Rollout);
        Assert.Equal(1, contract.SchemaVersion);
        Assert.Equal(["und"], contract.Languages);
        Assert.Equal(["brief"], contract.Details);
    }
}
