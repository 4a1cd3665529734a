namespace Serverless.Core.Pipeline;

/// <summary>The pictures of a batch whose callers are still there. Who goes away is passed over from the next stage on.</summary>
internal sealed class WantedPictures
{
    private List<int> _places;
    private List<CancellationToken> _callers;

    /// <param name="pictures">At least one.</param>
    /// <param name="callers">[pictures] each picture's own caller.</param>
    public WantedPictures(IReadOnlyList<PreparedPicture> pictures, IReadOnlyList<CancellationToken> callers)
    {
        Pictures = pictures;
        _callers = [.. callers];
        _places = [.. Enumerable.Range(0, pictures.Count)];
    }

    /// <summary>Those whose callers were there when pictures were left out last.</summary>
    public IReadOnlyList<PreparedPicture> Pictures { get; private set; }

    /// <summary>How many they are.</summary>
    public int Count => Pictures.Count;

    /// <summary>The place among those there were at first.</summary>
    public int PlaceOf(int index) => _places[index];

    /// <summary>Whether its caller went away since.</summary>
    public bool IsGone(int index) => _callers[index].IsCancellationRequested;

    /// <summary>Leaves out those whose callers are gone.</summary>
    /// <returns>Which stay, by what they were before.</returns>
    public IReadOnlyList<int> LeaveOutGone()
    {
        var staying = Enumerable.Range(0, Count).Where(index => !IsGone(index)).ToList();
        Pictures = [.. staying.Select(index => Pictures[index])];
        _places = [.. staying.Select(index => _places[index])];
        _callers = [.. staying.Select(index => _callers[index])];
        return staying;
    }
}
