using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Results.Processing;

namespace Serverless.Events;

/// <summary>Describes pictures one by one, each in a turn of the service.</summary>
/// <param name="service">The pipeline.</param>
internal sealed class ServiceDescriber(CaptionService service) : IPictureDescriber
{
    public async Task<PictureDescription> DescribeAsync(PictureWork work, byte[] bytes, CancellationToken cancellationToken)
    {
        var request = new CaptionRequest(bytes, CaptionContext.None, work.Policy.Options);
        var described = await service.DescribeAsChampionAsync(request, cancellationToken);
        return described.TryGet(out var caption, out var failure)
            ? new PictureDescription.Captioned(caption)
            : new PictureDescription.Refused(failure);
    }
}
