using Serverless.Hosts.Contract.Tests.Answers;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>
/// The outside of HTTP, byte for byte as files hold it: routes, methods, access, browsers of other origins, odd requests.
/// The rows with captions of the embedded model are <see cref="HostContract"/>'s.
/// </summary>
public sealed class AnswerTests(AnswerHosts hosts) : IClassFixture<AnswerHosts>
{
    public static TheoryData<string> Cases => AnswerCase.IdsWhere(one => AnswerProfile.Names.Contains(one.Profile));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_host_answers_as_the_file_says(string id)
    {
        var one = AnswerCase.Of(id);
        var profile = await hosts.OfAsync(one.Profile);
        await AnswerCheck.RunAsync(one, profile.Hosts, profile.Token, profile.Folder);
    }

    [Fact]
    public void Every_row_has_a_name_of_its_own_and_every_file_its_row()
    {
        var paths = AnswerCase.All.Select(one => one.AnswerPath).ToList();
        Assert.Equal(paths.Count, paths.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        var strangers = Directory
            .EnumerateFiles(AnswerCase.Folder, "*.txt", SearchOption.AllDirectories)
            .Where(file => !paths.Contains(file))
            .ToList();
        if (AnswerFile.IsMaking)
            strangers.ForEach(File.Delete);
        else
            Assert.Empty(strangers);
    }
}
