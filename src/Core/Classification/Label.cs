namespace Serverless.Core.Classification;

/// <summary>A class of the image model, or a kind above classes.</summary>
/// <param name="Id">WordNet 3.0 id.</param>
/// <param name="Name">Its name in the labels file.</param>
/// <param name="Classes">The classes it stands for, ascending; one for a class.</param>
public sealed record Label(string Id, string Name, IReadOnlyList<int> Classes);
