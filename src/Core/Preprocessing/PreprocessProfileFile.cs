using System.Text.Json;
using Serverless.Core.Imaging;

namespace Serverless.Core.Preprocessing;

/// <summary>Reads <c>preprocessor_config.json</c> (transformers' ViTImageProcessor, DeiTImageProcessor and CLIPImageProcessor).</summary>
public static class PreprocessProfileFile
{
    /// <summary>Reads and checks the file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="InvalidDataException">A value is missing, or is not supported.</exception>
    public static PreprocessProfile Read(string path)
    {
        using var document = JsonFile.Open(path);
        var root = document.RootElement;
        var (width, height, shortest) = Sizes(root, path);
        var resample = JsonFile.GetInt32(root, "resample") ?? (int)ResampleFilter.Bilinear;
        if (!Enum.IsDefined((ResampleFilter)resample))
            throw new InvalidDataException($"{path}: resample {resample} is not known; 0 to 3 are.");
        if (!JsonFile.GetBoolean(root, "do_resize", defaultValue: true))
            throw new InvalidDataException($"{path}: do_resize false is not supported; pictures come in all sizes.");
        var (scale, offset) = Normalization(root, path);
        return new PreprocessProfile(width, height, shortest, (ResampleFilter)resample, scale, offset);
    }

    /// <summary>"size" is an object with height and width or with shortest_edge, in old files one number.</summary>
    private static (int Width, int Height, int? Shortest) Sizes(JsonElement root, string path)
    {
        if (!root.TryGetProperty("size", out var size))
            throw new InvalidDataException($"{path}: size is missing.");
        var crops = JsonFile.GetBoolean(root, "do_center_crop");
        if (
            size.ValueKind == JsonValueKind.Object
            && JsonFile.GetInt32(size, "height") is { } height
            && JsonFile.GetInt32(size, "width") is { } width
        )
        {
            if (crops && Crop(root, width) != (width, height))
                throw new InvalidDataException($"{path}: a crop behind a resize to a fixed size is not supported.");
            return (width, height, null);
        }

        var edge =
            size.ValueKind == JsonValueKind.Number
                ? size.GetInt32()
                : JsonFile.GetInt32(size, "shortest_edge")
                    ?? throw new InvalidDataException($"{path}: size has neither height and width nor shortest_edge.");
        if (!crops)
        {
            return size.ValueKind == JsonValueKind.Number
                ? (edge, edge, null)
                : throw new InvalidDataException(
                    $"{path}: shortest_edge without do_center_crop gives tensors of many shapes, which is not supported."
                );
        }

        var (cropWidth, cropHeight) = Crop(root, edge);
        return cropWidth <= edge && cropHeight <= edge
            ? (cropWidth, cropHeight, edge)
            : throw new InvalidDataException($"{path}: crop_size is larger than size.");
    }

    private static (int Width, int Height) Crop(JsonElement root, int defaultValue)
    {
        if (!root.TryGetProperty("crop_size", out var crop))
            return (defaultValue, defaultValue);
        return crop.ValueKind == JsonValueKind.Number
            ? (crop.GetInt32(), crop.GetInt32())
            : (crop.GetProperty("width").GetInt32(), crop.GetProperty("height").GetInt32());
    }

    /// <summary>(byte x rescale - mean) / deviation, as one multiplication and one addition.</summary>
    private static (ChannelValues Scale, ChannelValues Offset) Normalization(JsonElement root, string path)
    {
        var rescale = JsonFile.GetBoolean(root, "do_rescale", defaultValue: true)
            ? JsonFile.GetDouble(root, "rescale_factor") ?? 1 / 255.0
            : 1;
        var normalizes = JsonFile.GetBoolean(root, "do_normalize", defaultValue: true);
        var mean = normalizes ? Channels(root, "image_mean", path) : [0, 0, 0];
        var deviation = normalizes ? Channels(root, "image_std", path) : [1, 1, 1];
        if (deviation.Any(value => value == 0))
            throw new InvalidDataException($"{path}: image_std holds 0.");
        return (
            new ChannelValues((float)(rescale / deviation[0]), (float)(rescale / deviation[1]), (float)(rescale / deviation[2])),
            new ChannelValues((float)(-mean[0] / deviation[0]), (float)(-mean[1] / deviation[1]), (float)(-mean[2] / deviation[2]))
        );
    }

    private static double[] Channels(JsonElement root, string name, string path)
    {
        if (!root.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != 3)
            throw new InvalidDataException($"{path}: {name} must hold three numbers.");
        return [.. list.EnumerateArray().Select(value => value.GetDouble())];
    }
}
