using System.Diagnostics;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.RemoteCaptioning.Tests;

public sealed class EndpointCommandTests
{
    private const string Picture = "samples/french-alpine-landscape.jpg";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_command_line_asks_an_endpoint_and_says_who_wrote(bool isOption)
    {
        await using var server = await ChatServer.StartAsync("sk-of-a-file");
        var key = Path.GetTempFileName();
        await File.WriteAllTextAsync(key, "sk-of-a-file\n");
        var model = $"openai:{server.Address}#{ChatServer.Model}";
        var environment = new Dictionary<string, string?> { ["CAPTION_ENDPOINT_KEY_FILE"] = key, ["CAPTION_ENDPOINT_SIDE"] = "256" };
        if (!isOption)
            environment["CAPTION_MODEL"] = model;
        string[] named = isOption ? ["--model", model] : [];
        var (exitCode, output, error) = await RunAsync(environment, ["describe", "--json", "--min-quality", "0", .. named, Picture]);
        Assert.Equal((0, ""), (exitCode, error));
        var document = JsonDocument.Parse(output).RootElement;
        Assert.Equal(ChatServer.Model, document.GetProperty("model").GetProperty("name").GetString());
        Assert.Equal("ai", document.GetProperty("provenance").GetProperty("generator").GetString());
        Assert.Contains("snowy mountain", document.GetProperty("altText").GetString());
        Assert.Single(server.Requests);
        Assert.Empty(server.Violations);
        File.Delete(key);
    }

    [Fact]
    public async Task An_address_without_encryption_stops_the_start()
    {
        var environment = new Dictionary<string, string?> { ["CAPTION_MODEL"] = "openai:http://models.example/v1#x" };
        var (exitCode, _, error) = await RunAsync(environment, ["describe", Picture]);
        Assert.Equal(2, exitCode);
        Assert.Contains("CAPTION_MODEL is 'openai:http://models.example/v1#x'; allowed: ", error);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        Dictionary<string, string?> environment,
        string[] words
    )
    {
        var start = BuiltProgram.Of("Cli", "caption", environment);
        foreach (var word in words)
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
