namespace Serverless.Hosting.Endpoints;

/// <summary>Milliseconds of a start, after the program itself is up.</summary>
/// <param name="Natives">Loading libvips.</param>
/// <param name="Models">Loading the models, ONNX Runtime with them.</param>
/// <param name="FirstCaption">A first caption, with all that is compiled for it.</param>
public sealed record StartTimes(double Natives, double Models, double FirstCaption);
