using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Pipeline;

/// <summary>
/// Holds a joint vision model against the models it stands for: sizes of its outputs, and the pixels they were trained on.
/// </summary>
internal static class JointVerification
{
    /// <exception cref="InvalidDataException">It gives or takes something else; the message says what was expected.</exception>
    public static void Verify(VisionModel vision, LoadedModels models)
    {
        if (!models.Captioner.HasEncoder)
        {
            SamePixels(vision, models.Captioner.Profile, "captioner");
            vision.ExpectOutput(VisionModel.Hidden, -1, -1, models.Captioner.Config.EncoderWidth);
        }

        if (models.Matcher is CrossMatchModel { TakesMatchState: true } matcher)
        {
            SamePixels(vision, matcher.Profile, "quality model");
            matcher.ExpectMatchState(vision.MatchStateShape);
        }

        if (models.ImageClassifier is not { Model.HasGraph: false } classifier)
            return;
        SamePixels(vision, classifier.Profile, "image classifier");
        vision.ExpectOutput(VisionModel.LabelLogits, -1, classifier.Model.ClassCount);
        if (classifier.Tags is { } tags)
            vision.ExpectOutput(VisionModel.TagLogits, -1, tags.Count);
    }

    private static void SamePixels(VisionModel vision, PreprocessProfile other, string role)
    {
        if (vision.Profile != other)
            throw new InvalidDataException(
                $"The joint vision model takes other pixels than the {role} it stands for: their preprocessor_config.json differ."
            );
    }
}
