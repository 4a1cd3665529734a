using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Service;

/// <summary>Photographs of a few kilobytes in many colours, of which a tiny model says many things.</summary>
internal static class SmallPhotographs
{
    private const int Side = 48;

    private static readonly string[] Names = ["portrait", "locomotion-house-cat", "allium-oreophilum", "nagasaki-boats", "dust-bowl-home"];

    /// <summary>The channels of a picture in every order.</summary>
    private static readonly int[][] Orders =
    [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ];

    private static readonly int?[] Beams = [null, 1, 3];

    /// <summary>Requests for all of them: some in a search of their own width, so that not all may run together.</summary>
    public static IReadOnlyList<CaptionRequest> Requests { get; } = Make();

    private static List<CaptionRequest> Make()
    {
        var decoder = new VipsImageDecoder(new ImageLimits());
        return
        [
            .. Names
                .SelectMany(name =>
                {
                    var file = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", name + ".png"));
                    var pixels = decoder.Open(file).Value!.Resample(Side, Side, ResampleFilter.Lanczos, default).Value!;
                    return Orders.Select(order => decoder.EncodeJpeg(Reordered(pixels, order), quality: 90));
                })
                .Select(
                    (bytes, i) =>
                        new CaptionRequest(
                            bytes,
                            CaptionContext.None,
                            new CaptionOptions { MinQuality = 0, Beams = Beams[i % Beams.Length] }
                        )
                ),
        ];
    }

    private static RgbPixels Reordered(RgbPixels pixels, int[] order) =>
        pixels with
        {
            Bytes = [.. Enumerable.Range(0, pixels.Bytes.Length).Select(at => pixels.Bytes[at - (at % 3) + order[at % 3]])],
        };
}
