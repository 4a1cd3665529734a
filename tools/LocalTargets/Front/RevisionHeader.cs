namespace Serverless.LocalTargets.Front;

/// <summary>Of an answer: the revision that gave it. Of a request: the revision that is to answer, whatever the weights are.</summary>
internal static class RevisionHeader
{
    public const string Name = "X-Caption-Revision";
}
