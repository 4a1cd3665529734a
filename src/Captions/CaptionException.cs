namespace Serverless.Captions;

/// <summary>A model was not loaded, or a picture not described.</summary>
public sealed class CaptionException : Exception
{
    internal CaptionException(string code, string message, string? file = null, Exception? cause = null)
        : base(message, cause) => (Code, File) = (code, file);

    /// <summary>
    /// A stable code. Of a picture those of the product's answers, such as <c>image_truncated</c>, <c>unsupported_media_type</c>,
    /// <c>option_not_supported</c>; of a model the rule that it broke, such as <c>digest</c>, <c>unsigned</c>, <c>requires_core</c>,
    /// <c>load</c>, or <c>model_missing</c> and <c>model_ambiguous</c> where a program brought none or several.
    /// </summary>
    public string Code { get; }

    /// <summary>The file of the model or the option that it is about; null where it is about none.</summary>
    public string? File { get; }
}
