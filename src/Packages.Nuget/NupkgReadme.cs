using NuGet.Packaging;
using Serverless.Packages.Packing;

namespace Serverless.Packages.Nuget;

/// <summary>The page of a package: how it is used, what it says of itself, and its card.</summary>
internal static class NupkgReadme
{
    public static string Of(PackedModel packed, PackageBuilder builder, string? card)
    {
        var contract = packed.Contract;
        var licences = contract.Licenses is { Count: > 0 } names ? string.Join(", ", names) : "not declared; see its card";
        var head = $"""
            # {contract.Name} {contract.Version}

            A model that writes alt text for pictures. Add it to a program of .NET 10:

            ```sh
            dotnet add package {builder.Id} --version {contract.Version}
            ```
            ```csharp
            using Serverless.Captions;

            using var captioner = Captioner.Load();
            Console.WriteLine(captioner.Describe("picture.jpg").AltText);
            ```

            Languages: {string.Join(", ", contract.Languages)}. Licences of the model: {licences}. Digest: `{packed.Package.Digest}`.

            """;
        return card is null ? head : $"{head}\n---\n\n{card}";
    }
}
