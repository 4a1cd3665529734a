namespace Serverless.Core.Tokenization;

/// <summary>Finds the tokenizer of a model folder.</summary>
public static class TokenizerFolder
{
    /// <summary>Reads <c>tokenizer.json</c>, or where there is none the vocabulary and merges.</summary>
    /// <param name="folder">A folder in the Hugging Face layout.</param>
    /// <returns>Its tokenizer.</returns>
    /// <exception cref="InvalidDataException">There is none, or it asks for something that is not known here; the message says what.</exception>
    public static ITokenizer Read(string folder)
    {
        var file = Path.Combine(folder, "tokenizer.json");
        if (File.Exists(file)) return TokenizerFile.Read(file);
        return File.Exists(Path.Combine(folder, "tokenizer_config.json"))
            ? VocabularyFiles.Read(folder)
            : throw new InvalidDataException($"{folder}: no tokenizer.json, and no tokenizer_config.json with a vocabulary.");
    }
}
