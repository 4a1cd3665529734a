using System.Text.RegularExpressions;
using Serverless.Core;
using Serverless.Packages.Oci;

namespace Serverless.Packages;

/// <summary>What a reference names.</summary>
public enum ModelReferenceKind
{
    /// <summary>A repository of an OCI registry.</summary>
    Oci,

    /// <summary>A folder of an object store.</summary>
    Store,

    /// <summary>A file or folder of this machine: a package, a plain model folder, or a registry.</summary>
    Path,

    /// <summary>A repository of the Hugging Face Hub, which is only pulled from.</summary>
    HuggingFace,
}

/// <summary>A model as a person writes it.</summary>
/// <param name="Kind">What it names.</param>
/// <param name="Registry">Without tag: <c>oci://host/repository</c>, <c>s3://bucket/folder</c>, a path, <c>hf:OWNER/NAME</c>.</param>
/// <param name="Tag">A version, an alias or <c>sha256:…</c>; of the Hub a revision; null for none.</param>
public sealed partial record ModelReference(ModelReferenceKind Kind, string Registry, string? Tag)
{
    /// <summary>Reads one.</summary>
    /// <param name="text">
    /// <c>oci://host/repository:tag</c>, a path, <c>file:///path</c>, <c>s3://bucket/folder:tag</c>, <c>az://…</c>, <c>gs://…</c>, or
    /// <c>hf:OWNER/NAME@REVISION</c>. A digest stands behind <c>@</c>. Of a path that exists as it stands no tag is cut off.
    /// </param>
    /// <returns>The reference, or why it is none (<c>reference</c>).</returns>
    public static Result<ModelReference, PackageFailure> Parse(string text)
    {
        if (text.StartsWith("hf:", StringComparison.Ordinal))
        {
            var hub = HubForm().Match(text);
            return hub.Success
                ? new ModelReference(ModelReferenceKind.HuggingFace, hub.Groups["name"].Value, Group(hub, "tag"))
                : PackageFailure.WrongUsage("reference", "A model of the Hub is written hf:OWNER/NAME or hf:OWNER/NAME@REVISION.", text);
        }

        if (text.StartsWith("oci://", StringComparison.Ordinal))
        {
            var oci = OciForm().Match(text);
            return oci.Success
                ? new ModelReference(ModelReferenceKind.Oci, oci.Groups["name"].Value, Group(oci, "tag"))
                : PackageFailure.WrongUsage(
                    "reference",
                    "A repository is written oci://host/repository:tag or oci://host/repository@sha256:….",
                    text
                );
        }

        var isPath = !text.Contains("://", StringComparison.Ordinal) || text.StartsWith("file:///", StringComparison.Ordinal);
        var kind = isPath ? ModelReferenceKind.Path : ModelReferenceKind.Store;
        if (text.Length == 0)
            return PackageFailure.WrongUsage("reference", "It is empty.", text);
        if (isPath && System.IO.Path.Exists(text))
            return new ModelReference(kind, text, null);
        var form = TaggedForm().Match(text);
        return form.Success
            ? new ModelReference(kind, form.Groups["name"].Value, Group(form, "tag"))
            : new ModelReference(kind, text, null);
    }

    /// <summary>As it can be read again.</summary>
    public override string ToString() =>
        Tag is null ? Registry : Registry + (Kind == ModelReferenceKind.HuggingFace || OciDigest.IsValid(Tag) ? "@" : ":") + Tag;

    private static string? Group(Match match, string name) => match.Groups[name] is { Success: true } group ? group.Value : null;

    [GeneratedRegex(
        @"^(?<name>hf:[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95})(?:@(?<tag>[A-Za-z0-9][A-Za-z0-9._/-]{0,199}))?\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex HubForm();

    [GeneratedRegex(
        @"^(?<name>oci://[a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+)"
            + @"(?:@(?<tag>sha256:[0-9a-f]{64})|:(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex OciForm();

    [GeneratedRegex(
        @"^(?<name>.+?)/?(?:@(?<tag>sha256:[0-9a-f]{64})|:(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))\z",
        RegexOptions.CultureInvariant | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex TaggedForm();
}
