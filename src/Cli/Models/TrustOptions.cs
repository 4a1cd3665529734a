using System.CommandLine;
using Serverless.Packages.Loading;

namespace Serverless.Cli.Models;

/// <summary>The options of commands that hold signatures against keys.</summary>
internal sealed class TrustOptions
{
    public Option<string?> Trusted { get; } =
        new("--trusted")
        {
            Description = "Public keys as PEM, commas between; else those of CAPTION_TRUSTED_KEYS.",
            HelpName = "FILE.pub[,FILE.pub]",
        };

    public Option<bool> AllowUnsigned { get; } =
        new("--allow-unsigned") { Description = "Take what no trusted key signed; CAPTION_UNSIGNED_MODELS=on does the same." };

    public void AddTo(Command command)
    {
        command.Options.Add(Trusted);
        command.Options.Add(AllowUnsigned);
    }

    /// <exception cref="StoppedException">A key cannot be read.</exception>
    public PackagePolicy Policy(ParseResult parsed) =>
        ModelSurroundings.Policy(ModelSurroundings.Names(parsed.GetValue(Trusted)), parsed.GetValue(AllowUnsigned));
}
