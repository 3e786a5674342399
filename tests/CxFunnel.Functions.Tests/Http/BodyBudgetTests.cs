using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Functions.Tests.Http;

public sealed class BodyBudgetTests
{
    private const int Around = BodyBudget.BytesAroundBody;

    [Fact]
    public void Enter_MoreRequestsThanFit_AreRefusedUntilOneIsAnswered()
    {
        BodyBudget budget = new(3 * Around);
        BodyBudget.Lease[] inside = [budget.Enter(), budget.Enter(), budget.Enter()];

        Assert.Throws<StorageUnavailableException>(budget.Enter);
        inside[1].Dispose();

        budget.Enter().Dispose();
        Assert.Equal(2 * Around, budget.Held);
    }

    [Fact]
    public void Cover_BodyThatGrowsBeyondWhatIsLeft_IsRefusedAndHoldsNoMoreThanBefore()
    {
        BodyBudget budget = new((2 * Around) + 1_000);
        using BodyBudget.Lease one = budget.Enter();
        using BodyBudget.Lease other = budget.Enter();
        one.Cover(600);
        one.Cover(500);

        Assert.Throws<StorageUnavailableException>(() => other.Cover(401));
        Assert.Equal((2 * Around) + 600, budget.Held);
        other.Cover(400);
        Assert.Equal((2 * Around) + 1_000, budget.Held);
    }

    [Fact]
    public void Dispose_Twice_GivesBackOnce()
    {
        BodyBudget budget = new(10 * Around);
        BodyBudget.Lease lease = budget.Enter();
        lease.Cover(5_000);
        using BodyBudget.Lease other = budget.Enter();

        lease.Dispose();
        lease.Dispose();

        Assert.Equal(Around, budget.Held);
    }
}
