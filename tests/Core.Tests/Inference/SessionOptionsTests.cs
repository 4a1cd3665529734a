using Serverless.Core.Inference;

namespace Serverless.Core.Tests.Inference;

public sealed class SessionOptionsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Memory_of_a_run_is_kept_for_the_next_unless_it_is_to_be_saved(bool savesMemory)
    {
        using var options = GraphSession.OptionsOf(new RuntimeSettings(3) { SavesMemory = savesMemory });
        Assert.Equal((!savesMemory, !savesMemory, 3), (options.EnableCpuMemArena, options.EnableMemoryPattern, options.IntraOpNumThreads));
    }
}
