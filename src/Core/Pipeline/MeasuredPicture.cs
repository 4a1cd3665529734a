using Serverless.Core.Classification;
using Serverless.Core.Quality;

namespace Serverless.Core.Pipeline;

/// <summary>What the models measure of a picture and of texts about it, before any curve makes a score of it.</summary>
/// <param name="Kind">What sort of picture it is.</param>
/// <param name="IsSurelyPhotograph">A photograph beyond doubt: only there a score decides.</param>
/// <param name="Brightness">Mean brightness of the pixels, 0 to 255.</param>
/// <param name="Labels">What it shows with at least even odds; empty where the classifier did not run.</param>
/// <param name="Image">The picture by its content.</param>
/// <param name="Given">[texts] signals of the given texts; null where the models cannot score one: another language, no words.</param>
public sealed record MeasuredPicture(
    PictureKind Kind,
    bool IsSurelyPhotograph,
    double Brightness,
    IReadOnlyList<ImageLabel> Labels,
    ImageIdentity Image,
    IReadOnlyList<QualitySignals?> Given
);
