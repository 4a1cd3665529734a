using System.Text.RegularExpressions;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Fetching;
using Serverless.Settings;
using Serverless.Storage;
using Serverless.Storage.Aws;
using Serverless.Storage.Azure;
using Serverless.Storage.Gcp;

namespace Serverless.Cli;

/// <summary>Arguments of the command line as pictures: files and folders, addresses of stores and of the web, standard input.</summary>
/// <param name="stores">The stores.</param>
/// <param name="urls">Fetches from the web.</param>
/// <param name="maxBytes">Largest picture from either.</param>
internal sealed partial class PictureSources(BlobStores stores, UrlFetcher urls, long maxBytes)
{
    private const string NoScheme =
        "Addresses are file:///path, s3://bucket/key, az://account/container/key, gs://bucket/key, http:// and "
        + "https://; to name a file, write ./ before it.";

    /// <summary>Every supported cloud.</summary>
    public static StoreProviders Clouds { get; } =
        (clock, timeout, environment) =>
            [
                new S3Stores(clock, timeout, environment),
                new AzureStores(clock, timeout, environment),
                new GoogleStores(clock, timeout, environment),
            ];

    /// <summary>
    /// Creates them from the settings. Addresses of the command line are fetched without restrictions: the network is the user's own.
    /// </summary>
    /// <exception cref="SettingsException">The settings are wrong.</exception>
    public static PictureSources Create()
    {
        var settings = CaptionSettings.FromEnvironment(HostProfile.CommandLine);
        var pictures = settings.Pictures;
        var ofUser = pictures.Urls with { PerMinute = int.MaxValue };
        var urls = new UrlFetcher(ofUser, pictures.MaxBytes, AddressRules.Any, null, TimeProvider.System);
        return new PictureSources(StoreSetup.Open(settings, Clouds, TimeProvider.System), urls, pictures.MaxBytes);
    }

    /// <summary>The pictures in order; an argument that is none is a picture that fails.</summary>
    public async Task<IReadOnlyList<PictureSource>> ExpandAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var sources = new List<PictureSource>();
        foreach (var word in arguments)
        {
            if (word == "-")
                sources.Add(LocalPictures.Input);
            else if (BlobAddress.IsAddress(word))
                sources.AddRange(await ExpandAddressAsync(word, cancellationToken));
            else if (IsWebAddress(word))
                sources.Add(new PictureSource(ToDisplay(word), token => urls.FetchAsync(word, "", token)));
            else if (HasScheme().IsMatch(word))
                sources.Add(Unreadable(ToDisplay(word), NoScheme));
            else if (Directory.Exists(word))
            {
                await foreach (
                    var found in FolderPictures.ListAsync(word, path => LocalPictures.Listed(path, maxBytes), cancellationToken)
                )
                {
                    sources.Add(found);
                }
            }
            else
                sources.Add(LocalPictures.File(word, maxBytes));
        }

        return sources;
    }

    private static bool IsWebAddress(string argument) =>
        argument.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || argument.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>A scheme as RFC 3986 has it: <c>s3:x.jpg</c> and <c>./a://b.jpg</c> are files.</summary>
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*://", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex HasScheme();

    private static PictureSource Unreadable(string name, string why) =>
        new(name, _ => Task.FromResult<Result<byte[], CaptionFailure>>(new CaptionFailure(FailureReason.MalformedRequest, why)))
        {
            IsReadable = false,
        };

    /// <summary>Neither query nor user info: either may be a secret.</summary>
    private static string ToDisplay(string address)
    {
        var end = address.IndexOfAny(['?', '#']);
        var plain = end < 0 ? address : address[..end];
        var start = plain.IndexOf("://", StringComparison.Ordinal) + 3;
        var slash = plain.IndexOf('/', start);
        var at = plain.LastIndexOf('@', slash < 0 ? plain.Length - 1 : slash);
        return at < start ? plain : plain[..start] + plain[(at + 1)..];
    }

    private async Task<IReadOnlyList<PictureSource>> ExpandAddressAsync(string argument, CancellationToken cancellationToken)
    {
        if (!BlobAddress.Parse(argument).TryGet(out var address, out var failure))
            return [Unreadable(ToDisplay(argument), failure.Detail)];
        return address.IsFolder
            ? await ExpandFolderAsync(address, cancellationToken)
            : [new PictureSource(address.ToString(), token => ReadAsync(address, token))];
    }

    /// <summary>The pictures below an address; a folder that cannot be listed is one picture that fails.</summary>
    private async Task<List<PictureSource>> ExpandFolderAsync(BlobAddress folder, CancellationToken cancellationToken)
    {
        if (!stores.Open(folder).TryGet(out var opened, out var failure))
        {
            return [FolderPictures.Failed(folder.ToString(), FailureOf(failure, folder))];
        }

        var found = new List<PictureSource>();
        await foreach (var (key, error) in FolderPictures.ListAsync(opened, cancellationToken))
        {
            var address = key.Length == 0 ? folder : opened.AddressOf(key);
            found.Add(
                error is null
                    ? new PictureSource(address.ToString(), token => ReadAsync(address, token))
                    : FolderPictures.Failed(address.ToString(), error)
            );
        }

        return found;
    }

    private async Task<Result<byte[], CaptionFailure>> ReadAsync(BlobAddress address, CancellationToken cancellationToken)
    {
        if (!stores.Locate(address, out var key).TryGet(out var folder, out var failure))
            return FailureOf(failure, address);
        if (
            !(await folder.Store.ReadBytesAsync(key, new BlobSelection(MaxBytes: maxBytes), cancellationToken)).TryGet(
                out var blob,
                out failure
            )
        )
            return FailureOf(failure, address);
        return blob.Bytes.Length > 0 ? blob.Bytes : new CaptionFailure(FailureReason.EmptyBody, "There are no bytes.");
    }

    /// <summary>The operator sees the store's own message.</summary>
    private static CaptionFailure FailureOf(StoreFailure failure, BlobAddress address) =>
        failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.ContainerNotFound
            ? StoreFailureTable.Of(failure, address, null)
            : new CaptionFailure(StoreFailureTable.ReasonOf(failure), failure.Detail);
}
