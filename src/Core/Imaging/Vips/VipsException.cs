namespace Serverless.Core.Imaging.Vips;

/// <summary>The one error gate of the native ring; caught in <see cref="VipsImageDecoder"/>'s own room and nowhere else.</summary>
internal sealed class VipsException(string operation, string message) : Exception($"{operation}: {message}");
