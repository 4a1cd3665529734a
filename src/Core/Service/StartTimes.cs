namespace Serverless.Core.Service;

/// <summary>What a start took in milliseconds, after the program itself is up.</summary>
/// <param name="Decoder">What decodes pictures, with its version.</param>
/// <param name="Natives">Loading the decoder.</param>
/// <param name="Models">Loading the models, ONNX Runtime with them.</param>
/// <param name="FirstAnswer">A first answer, with all that is compiled for it.</param>
/// <param name="What">What it was: caption, or score where nothing is described.</param>
public sealed record StartTimes(string Decoder, double Natives, double Models, double FirstAnswer, string What);
