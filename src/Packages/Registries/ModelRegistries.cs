using Serverless.Core;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Packages.Registries;

/// <summary>Opens the registry that a reference names.</summary>
/// <param name="stores">Opens folders of stores; see <see cref="BlobStores.Open"/>.</param>
/// <param name="oci">Opens repositories of OCI registries; null where this program reaches none.</param>
public sealed class ModelRegistries(
    Func<BlobAddress, Result<BlobFolder, StoreFailure>> stores,
    Func<ModelReference, Result<IModelRegistry, PackageFailure>>? oci = null
)
{
    /// <summary>Opens one.</summary>
    /// <param name="reference">The reference; its tag is not looked at.</param>
    /// <returns>The registry, which the caller disposes.</returns>
    public Result<IModelRegistry, PackageFailure> Open(ModelReference reference)
    {
        if (reference.Kind == ModelReferenceKind.Oci)
        {
            return oci?.Invoke(reference)
                ?? PackageFailure.WrongUsage("reference", "This program reaches no OCI registries.", reference.Registry);
        }

        if (reference.Kind == ModelReferenceKind.HuggingFace)
            return PackageFailure.WrongUsage("reference", "The Hub is only pulled from: caption model pull.", reference.Registry);
        if (!AddressOf(reference).TryGet(out var address, out var wrong))
            return wrong;
        return stores(address).TryGet(out var folder, out var failure)
            ? new StoreRegistry(folder)
            : PackageFailure.WrongUsage("reference", failure.Detail, reference.Registry);
    }

    /// <summary>Opens one that is written into: a plain folder is made where it is missing.</summary>
    /// <param name="reference">The reference; its tag is not looked at.</param>
    public Result<IModelRegistry, PackageFailure> OpenOrCreate(ModelReference reference)
    {
        if (reference.Kind != ModelReferenceKind.Path || !AddressOf(reference).TryGet(out var address, out _))
            return Open(reference);
        try
        {
            Directory.CreateDirectory(FolderStores.PathOf(address));
            return Open(reference);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return PackageFailure.WrongUsage("store", "The folder cannot be made: " + error.Message, reference.Registry);
        }
    }

    /// <summary>The folder of a registry that is one, or a store.</summary>
    /// <param name="reference">The reference.</param>
    /// <returns>Null of an OCI registry, and of what is no address.</returns>
    public static BlobAddress? FolderOf(ModelReference reference) =>
        reference.Kind is ModelReferenceKind.Store or ModelReferenceKind.Path ? AddressOf(reference).Value : null;

    private static Result<BlobAddress, PackageFailure> AddressOf(ModelReference reference)
    {
        var text = reference.Registry;
        if (!BlobAddress.IsAddress(text))
            return FolderStores.AddressOf(text + "/");
        if (!BlobAddress.Parse(text).TryGet(out var address, out var failure))
            return PackageFailure.WrongUsage("reference", failure.Detail, text);
        return address.IsFolder ? address : address.With(address.Key + "/");
    }
}
