namespace Serverless.Storage.Tests;

public sealed class FolderMarkersTests
{
    [Theory]
    [InlineData("in/new folder/", "application/octet-stream", 0, null, true)]
    [InlineData("in/a_$folder$", "application/octet-stream", 0, null, true)]
    [InlineData("in/a", "application/octet-stream", 0, "hdi_isfolder=true", true)]
    [InlineData("in/a", "application/octet-stream", 0, "Hdi_isfolder=True", true)]
    [InlineData("in/a", "application/octet-stream", 0, "hdi_isfolder=false", false)]
    [InlineData("in/a", "application/octet-stream", 5, "hdi_isfolder=true", false)]
    [InlineData("in/a", "application/x-directory", 0, null, true)]
    [InlineData("in/a", "application/x-directory", 5, null, false)]
    [InlineData("in/a.png", "image/png", 0, null, false)]
    [InlineData("in/a.png", null, 0, null, false)]
    [InlineData("in/$folder$.png", "image/png", 5, null, false)]
    public void An_object_that_stands_for_a_folder_is_told_by_key_type_or_metadata(
        string key,
        string? type,
        long length,
        string? metadata,
        bool expected
    )
    {
        var told = metadata is null
            ? BlobProperties.NoMetadata
            : new Dictionary<string, string> { [metadata.Split('=')[0]] = metadata.Split('=')[1] };
        Assert.Equal(expected, FolderMarkers.IsMarker(new BlobProperties(key, "v", length, type, DateTimeOffset.UnixEpoch, told)));
    }
}
