using System.CommandLine;
using System.Globalization;
using Serverless.Ledger;
using Serverless.Packages;
using Serverless.Packages.Loading;
using Serverless.Packages.Packing;
using Serverless.Packages.Registries;
using Serverless.Quantization;

namespace Serverless.Cli.Models;

/// <summary><c>caption model pack</c>: makes a package of a model folder.</summary>
internal static class PackCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER")
        {
            Description =
                "A captioner in the Hugging Face layout (with quality, labels, text, vision below it where it brings them), or the "
                + "parent of caption-base, quality-base and their like; or a package, which is packed again as it is.",
        };
        var output = new Option<string>("--out")
        {
            Description = "The package: a folder, or a file that ends with .tar or, with --as nuget, .nupkg.",
            HelpName = "PACKAGE",
            Required = true,
        };
        var name = new Option<string?>("--name") { Description = "Its name; caption.json's, else the folder's.", HelpName = "N" };
        var version = new Option<string?>("--version")
        {
            Description = "Its semantic version; caption.json's, else 0.1.0.",
            HelpName = "V",
        };
        var dtype = new Option<string?>("--dtype") { Description = "The form of the graphs: fp32, fp16, int8, q8, …", HelpName = "D" };
        var golden = new Option<string?>("--golden")
        {
            Description =
                "Pictures whose captions are recorded, and asked for again before the package is loaded anywhere; else those of "
                + "FOLDER/golden.",
            HelpName = "FOLDER",
        };
        var form = new FormOptions();
        var command = new Command("pack", "Makes a package of a model folder. The model is run once, in a process of its own.")
        {
            folder,
            output,
            name,
            version,
            dtype,
            golden,
        };
        form.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    new PackRequest(parsed.GetValue(folder)!)
                    {
                        Name = parsed.GetValue(name),
                        Version = parsed.GetValue(version),
                        Dtype = parsed.GetValue(dtype),
                        Golden = parsed.GetValue(golden),
                        Commit = Commit.OfWorkingFolder(),
                        CreatedAt = SourceDate(),
                        Quantize = Quantize,
                    },
                    form.Read(parsed, parsed.GetValue(output)!),
                    cancellationToken
                )
        );
        return command.WithExamples(
            "caption model pack my-captioner --out my-captioner.tar --version 1.2.0",
            "caption model pack my-captioner --out packages/fp16 --dtype fp16 --golden golden-pictures",
            "caption model pack my-captioner.tar --out my-captioner.nupkg --as nuget"
        );
    }

    private static async Task<int> RunAsync(PackRequest request, PackageForm form, CancellationToken cancellationToken)
    {
        var surroundings = ModelSurroundings.Create();
        var packed = IsPackage(request.Folder)
            ? await RepackAsync(request, form, cancellationToken)
            : (
                await new PackagePacker(ModelSurroundings.Clock, ModelSurroundings.Trial, form.Nupkg).PackAsync(
                    request,
                    form.Output,
                    cancellationToken
                )
            ).OrThrow();
        Console.WriteLine($"packed\t{packed.Contract.Name}\t{packed.Contract.Version}\t{packed.Package.Digest}");
        return await new ModelLedger(surroundings, null).RecordAsync(
            EntryKind.Built,
            ModelLedger.Of(packed.Contract, packed.Package.Digest),
            null,
            cancellationToken
        );
    }

    private static bool IsPackage(string path) => File.Exists(path) || PackageFile.IsLayout(path);

    /// <summary>Another form of what is packed already: the same content under the same digest, with its signatures.</summary>
    private static async Task<PackedModel> RepackAsync(PackRequest request, PackageForm form, CancellationToken cancellationToken)
    {
        if ((request.Name ?? request.Version ?? request.Dtype ?? request.Golden) is not null)
        {
            const string Fixed = "A package stays as it is: --name, --version, --dtype and --golden are for folders.";
            throw PackageStop.Of(PackageFailure.WrongUsage("package", Fixed, request.Folder));
        }

        using var source = PackageFile.Open(request.Folder, PackageLimits.Default, ModelSurroundings.Clock).OrThrow();
        var tag = (await PackageFile.FindTagAsync(source, cancellationToken)).OrThrow();
        var packed = (await PackageReader.ReadAsync(source, tag, cancellationToken)).OrThrow();
        var written = await new PackageOutput(ModelSurroundings.Clock, form.Nupkg).WriteAsync(
            form.Output,
            target => new PackageCopy(source, target).CopyAsync(packed.Package, tag, cancellationToken),
            cancellationToken
        );
        written.ThrowIfAny();
        return packed;
    }

    /// <summary>The same inputs each time, so that the same folder makes the same package.</summary>
    private static void Quantize(string from, string to)
    {
        foreach (var outcome in OnnxQuantizer.QuantizeFolder(from, to, new Random(0)))
            Console.Error.WriteLine($"{outcome.Graph}: {(outcome.Why is { } why ? "stays as it is: " + why : "int8")}");
    }

    /// <summary>Reproducible builds' variable: seconds since 1970.</summary>
    private static DateTimeOffset? SourceDate()
    {
        if (ModelSurroundings.Variable("SOURCE_DATE_EPOCH") is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw PackageStop.Of(PackageFailure.WrongUsage("date", $"SOURCE_DATE_EPOCH '{text}' is no number of seconds."));
    }
}
