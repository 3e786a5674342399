using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

/// <summary>
/// A filter from a C# expression: comparisons of properties with values, <c>&amp;&amp;</c>, <c>||</c> and <c>!</c>. What does
/// not depend on the entity is computed here, once; what does is written as OData.
/// </summary>
internal sealed class ExpressionFilter
{
    private readonly StringBuilder _text = new();
    private readonly ParameterExpression _entity;

    private ExpressionFilter(ParameterExpression entity) => _entity = entity;

    /// <exception cref="NotSupportedException">The service has no word for a part of it.</exception>
    public static string Create<T>(Expression<Func<T, bool>> filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ExpressionFilter writer = new(filter.Parameters[0]);
        writer.WriteCondition(filter.Body);
        return writer._text.ToString();
    }

    private static string Operator(ExpressionType type) => type switch
    {
        ExpressionType.Equal => "eq",
        ExpressionType.NotEqual => "ne",
        ExpressionType.LessThan => "lt",
        ExpressionType.LessThanOrEqual => "le",
        ExpressionType.GreaterThan => "gt",
        ExpressionType.GreaterThanOrEqual => "ge",
        ExpressionType.AndAlso or ExpressionType.And => "and",
        ExpressionType.OrElse or ExpressionType.Or => "or",
        _ => throw new NotSupportedException($"The expression operator {type} is not supported."),
    };

    /// <summary>What tells an expression's number types apart; interpolated filters go without, in the original too.</summary>
    private static string Suffix(object? value, string literal) => value switch
    {
        // Without a point a whole number would be an Int32.
        double when literal.All(char.IsAsciiDigit) => ".0",
        float => "f",
        decimal => "M",
        _ => string.Empty,
    };

    private static bool IsComparison(ExpressionType type) => type
        is ExpressionType.Equal or ExpressionType.NotEqual
        or ExpressionType.LessThan or ExpressionType.LessThanOrEqual
        or ExpressionType.GreaterThan or ExpressionType.GreaterThanOrEqual;

    /// <summary>The two sides of a.CompareTo(b) or Compare(a, b), when it is one.</summary>
    private static (Expression Left, Expression Right)? Compared(Expression expression)
    {
        if (expression is not MethodCallExpression call || call.Type != typeof(int))
        {
            return null;
        }

        return (call.Method.Name, call.Object, call.Arguments.Count) switch
        {
            (nameof(IComparable.CompareTo), not null, 1) => (call.Object, call.Arguments[0]),
            (nameof(string.Compare), null, 2) => (call.Arguments[0], call.Arguments[1]),
            (nameof(string.Compare), null, > 2) => throw new NotSupportedException("string.Compare method with more than two arguments is not supported."),
            _ => null,
        };
    }

    private static Expression WithoutConversion(Expression expression)
    {
        while (expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked or ExpressionType.TypeAs } conversion
            && conversion.Method is null)
        {
            expression = conversion.Operand;
        }

        return expression;
    }

    private void WriteCondition(Expression expression)
    {
        switch (expression)
        {
            case BinaryExpression binary when IsComparison(binary.NodeType):
                WriteComparison(binary);
                break;
            case BinaryExpression binary:
                WriteOperand(binary.Left);
                _text.Append(CultureInfo.InvariantCulture, $" {Operator(binary.NodeType)} ");
                WriteOperand(binary.Right);
                break;
            case UnaryExpression { NodeType: ExpressionType.Not } not:
                _text.Append("not ");
                WriteOperand(not.Operand);
                break;
            case MethodCallExpression { Method.Name: nameof(Equals) } equals:
                WriteEquals(equals);
                break;
            default:
                if (DependsOnEntity(expression))
                {
                    // A property that is true or false is a condition in C#, but not in OData.
                    WriteValue(expression);
                    _text.Append(" eq true");
                }
                else
                {
                    WriteValue(expression);
                }

                break;
        }
    }

    /// <summary>In parentheses unless it is a value: the service's precedence is not C#'s.</summary>
    private void WriteOperand(Expression expression)
    {
        _text.Append('(');
        WriteCondition(expression);
        _text.Append(')');
    }

    private void WriteComparison(BinaryExpression binary)
    {
        if (Compared(binary.Left) is (Expression left, Expression right))
        {
            if (DependsOnEntity(binary.Right) || Evaluate(binary.Right) is not 0)
            {
                throw new NotSupportedException("A comparison of strings can only be compared with 0.");
            }

            WriteComparison(left, binary.NodeType, right);
            return;
        }

        WriteComparison(binary.Left, binary.NodeType, binary.Right);
    }

    private void WriteEquals(MethodCallExpression call)
    {
        int arguments = call.Arguments.Count - (call.Object is null ? 1 : 0);
        if (arguments != 1)
        {
            throw new NotSupportedException("Equals method with a comparison is not supported: the service compares ordinally.");
        }

        WriteComparison(call.Object ?? call.Arguments[0], ExpressionType.Equal, call.Arguments[^1]);
    }

    private void WriteComparison(Expression left, ExpressionType type, Expression right)
    {
        WriteValue(left);
        _text.Append(CultureInfo.InvariantCulture, $" {Operator(type)} ");
        WriteValue(right);
    }

    private void WriteValue(Expression expression)
    {
        if (DependsOnEntity(expression))
        {
            WriteProperty(WithoutConversion(expression));
            return;
        }

        object? value = Evaluate(expression);
        string literal = ODataLiteral.Of(value)
            ?? throw new InvalidOperationException($"A value of type {value!.GetType()} cannot be part of a filter.");
        _text.Append(literal).Append(Suffix(value, literal));
    }

    private void WriteProperty(Expression expression)
    {
        switch (expression)
        {
            case MemberExpression { Member: { Name: nameof(Nullable<>.Value), DeclaringType: Type declaring } } member when Nullable.GetUnderlyingType(declaring) is not null:
                WriteProperty(WithoutConversion(member.Expression!));
                break;
            case MemberExpression { Member: PropertyInfo property } member when WithoutConversion(member.Expression!) == _entity:
                bool isTableName = property.DeclaringType == typeof(TableItem);
                _text.Append(isTableName ? "TableName" : property.GetCustomAttribute<DataMemberAttribute>()?.Name ?? property.Name);
                break;
            case MethodCallExpression { Object: Expression entity, Arguments: [Expression name] } call
                when WithoutConversion(entity) == _entity && IsGetter(call.Method) && !DependsOnEntity(name):
                _text.Append((string)Evaluate(name)!);
                break;
            default:
                throw new NotSupportedException($"The expression {expression} is not supported in a filter.");
        }
    }

    private static bool IsGetter(MethodInfo method) => string.Equals(method.Name, "get_Item", StringComparison.Ordinal)
        || (method.DeclaringType == typeof(TableEntity) && method.Name.StartsWith("Get", StringComparison.Ordinal));

    private static object? Evaluate(Expression expression) => expression is ConstantExpression constant
        ? constant.Value
        : Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)();

    private bool DependsOnEntity(Expression expression)
    {
        ParameterSearch search = new(_entity);
        search.Visit(expression);
        return search.Found;
    }

    private sealed class ParameterSearch(ParameterExpression parameter) : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            Found |= node == parameter;
            return node;
        }
    }
}
