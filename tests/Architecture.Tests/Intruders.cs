using Serverless.Core.Imaging;

namespace Serverless.Architecture.Tests;

/// <summary>Ways in which a type may know another, each of which a rule must see.</summary>
internal static class Intruders
{
    public sealed class ByRelativeName
    {
        public Core.Imaging.DecodedImage? Image { get; init; }
    }

    public sealed class InALambda
    {
        public static Func<object, int> Width => picture => ((DecodedImage)picture).Width;
    }

    public sealed class InAnAsyncMethod
    {
        public static async Task<bool> IsPictureAsync(Task<object> picture) => await picture is DecodedImage;
    }

    public sealed class AsAnArgumentOfAGeneric
    {
        public static int Count() => new List<DecodedImage>().Count;
    }

    public sealed class ByItsTypeAlone
    {
        public static string Name => typeof(DecodedImage).Name;
    }

    public interface IByConstraint<T>
        where T : DecodedImage;

    public sealed class InACompanion
    {
        public sealed class Companion
        {
            public DecodedImage? Image { get; init; }
        }
    }

    public sealed class NotAtAll
    {
        public string Image { get; init; } = "Serverless.Core.Imaging.DecodedImage";
    }
}
