using System.CommandLine;
using NuGet.Versioning;
using Serverless.Packages;
using Serverless.Packages.Nuget;
using Serverless.Packages.Packing;
using Serverless.Packages.Registries;

namespace Serverless.Cli.Models;

/// <summary>The form in which a package is written.</summary>
/// <param name="Output">Where.</param>
/// <param name="Nupkg">Makes a package of NuGet; null where none is asked for.</param>
internal sealed record PackageForm(string Output, INupkgWriter? Nupkg);

/// <summary>The options of the command that writes packages in several forms.</summary>
internal sealed class FormOptions
{
    private const string Oci = "oci",
        Nuget = "nuget";

    private readonly Option<string> _form = new("--as")
    {
        Description = "oci: an image layout that every registry takes; nuget: a package that a program of .NET adds as a dependency.",
        HelpName = "oci|nuget",
        DefaultValueFactory = _ => Oci,
    };

    private readonly Option<string?> _id = new("--id")
    {
        Description = "With --as nuget, the package's id; else Serverless.Models. and the model's name.",
        HelpName = "ID",
    };

    private readonly Option<string?> _library = new("--library")
    {
        Description =
            "With --as nuget, the lowest version of Serverless.Captions that the package asks for, such as a pre-release; else what the "
            + "model requires.",
        HelpName = "V",
    };

    public void AddTo(Command command)
    {
        _form.AcceptOnlyFromAmong(Oci, Nuget);
        command.Options.Add(_form);
        command.Options.Add(_id);
        command.Options.Add(_library);
    }

    /// <exception cref="StoppedException">The options contradict each other.</exception>
    public PackageForm Read(ParseResult parsed, string output)
    {
        var isNuget = parsed.GetValue(_form) == Nuget;
        if (isNuget != PackageFile.IsNupkg(output))
            throw Wrong("A name that ends with .nupkg goes with --as nuget, and no other does.", output);
        var (id, library) = (parsed.GetValue(_id), parsed.GetValue(_library));
        if (!isNuget)
            return (id ?? library) is null ? new PackageForm(output, null) : throw Wrong("--id and --library go with --as nuget.", output);
        NuGetVersion? version = null;
        if (library is not null && !NuGetVersion.TryParse(library, out version))
            throw Wrong($"--library '{library}' is no version.", output);
        return new PackageForm(output, new NupkgWriter(new NupkgOptions(id, version)));
    }

    private static StoppedException Wrong(string detail, string output) =>
        PackageStop.Of(PackageFailure.WrongUsage("nuget", detail, output));
}
